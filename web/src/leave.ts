// SPDX-License-Identifier: Apache-2.0
// Signing out: whatever was on the screen of this person is forgotten here. What was written without a line stays until it is sent.
import { me, signOut } from "./api";
import { forgetCounter } from "./counter/state";
import { drop } from "./today/details";
import { commit } from "./today/marks";
import { forget } from "./ui/load";
import { recent } from "./ui/search";

export async function leave(): Promise<void> {
  commit();
  try {
    await signOut();
  } catch {
    // Whatever the server said, this browser forgets who was here.
  }
  drop();
  forget();
  forgetCounter();
  recent.value = [];
  me.value = null;
}
