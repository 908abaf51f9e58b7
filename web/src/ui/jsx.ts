// SPDX-License-Identifier: Apache-2.0
// What the build puts in place of JSX: children as arguments are shorter than children by name.
export { h, Fragment } from "preact";
