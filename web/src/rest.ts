// SPDX-License-Identifier: Apache-2.0
// The screens that are not the first one: they come together, in one piece, as soon as that one is there.
export { Counter } from "./counter/page";
export { CustomerPage } from "./customer/page";
export { Customers } from "./customers/page";
export { Imports } from "./imports/page";
export { OneImport } from "./imports/one";
export { Poster } from "./poster/page";
export { Review } from "./review/page";
export { Access } from "./settings/access";
export { More } from "./settings/more";
export { Settings } from "./settings/page";
export { Week } from "./week/page";
export { Worth } from "./worth/page";
