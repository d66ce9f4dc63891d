import { openHeader } from "./lib/page/header.js";
import { openPage } from "./lib/page/openPage.js";
import { checks, modules, tensorModules } from "./registry.js";

openHeader();
void openPage({ checks, modules, tensorModules });
