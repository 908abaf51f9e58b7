// SPDX-License-Identifier: Apache-2.0
// What the build puts in place of JSX: children as arguments are shorter than children by name. Under names of their own: an h of a screen would hide them.
export { h as jsxElement, Fragment as jsxFragment } from "preact";
