import { compute } from "./en/compute.js";
import { coursework } from "./en/coursework.js";
import { data } from "./en/data.js";
import { figures } from "./en/figures.js";
import { files } from "./en/files.js";
import { handwriting } from "./en/handwriting.js";
import { notebook } from "./en/notebook.js";
import { page } from "./en/page.js";

export const en = { compute, coursework, data, figures, files, handwriting, notebook, page };
