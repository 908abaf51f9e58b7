// SPDX-License-Identifier: Apache-2.0
// People's words inside a sentence of ours: kept apart by Unicode isolates (FSI ... PDI), so that a Hebrew name does not turn an
// English sentence around, nor the other way.
export const iso = (s: string) => `\u2068${s}\u2069`;
