// SPDX-License-Identifier: Apache-2.0
// A screen that comes when it is first opened, so that the first screen does not wait for all of them.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ErrorBox, Skeleton } from "./bits";

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let Got: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const [, turn] = useState(0);
    const [error, setError] = useState<unknown>(null);
    useEffect(() => {
      if (!Got) load().then((c) => { Got = c; turn(1); }, setError);
    }, []);
    if (Got) return <Got {...props} />;
    // A piece that is not there any more belongs to an older version: the page has to come anew.
    return <main id="main" class="narrow"><h1 class="hidden" tabIndex={-1}>…</h1>{error ? <ErrorBox error={error} retry={() => location.reload()} /> : <Skeleton rows={3} />}</main>;
  };
}
