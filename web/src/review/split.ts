// SPDX-License-Identifier: Apache-2.0
// Two customers again, who had become one.
import { post } from "../api";
import { t } from "../i18n";
import { say } from "../ui/snackbar";

export async function split(merges: string[]): Promise<void> {
  for (const m of merges) await post(`/v1/merges/${encodeURIComponent(m)}/split`, {});
  say({ text: t().review.undone });
}
