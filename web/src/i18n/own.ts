// SPDX-License-Identifier: Apache-2.0
// The words of one screen, kept beside it: they come with the screen when it is opened, and not before.
import { lang } from "./index";
import type { Widen } from "./he";

/** English is typed against Hebrew, so a sentence that lacks a translation does not compile. */
export const own = <H>(he: H, en: Widen<H>) => (): Widen<H> => (lang.value === "he" ? (he as Widen<H>) : en);
