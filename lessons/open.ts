import { openPage } from "./lib/page/openPage.js";
import { checks, modules, tensorModules } from "./registry.js";

void openPage({ checks, modules, tensorModules });
