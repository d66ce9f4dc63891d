import { lessonManifest } from "../lib/site/lessonManifest.js";

process.stdout.write(JSON.stringify(lessonManifest()));
