// SPDX-License-Identifier: Apache-2.0
// Is the window at least so many pixels wide? Asked where the parts themselves differ, not only their look.
import { useEffect, useState } from "preact/hooks";

export function useWide(px: number): boolean {
  const query = `(min-width: ${px}px)`;
  const [wide, set] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const m = matchMedia(query);
    const on = () => set(m.matches);
    on();
    m.addEventListener("change", on);
    return () => m.removeEventListener("change", on);
  }, [query]);
  return wide;
}
