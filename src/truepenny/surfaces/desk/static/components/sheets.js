/* Everything that can lie over the desk. Imported once, so that the names are known. */

import "./picker.js";
import "./palette.js";
import "./help.js";
import "./settings.js";
import "./days.js";
import "./solve.js";
import "./merge.js";
import "./reasons.js";
