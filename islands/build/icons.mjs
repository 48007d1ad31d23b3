// Writes src/tidtam/ui/icons.json: the path of every Phosphor icon our pages use (regular; `-f` is the filled form).
// Run `npm run icons` after adding a name; the file is committed so that pages need no Node to run.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const REGULAR = `archive arrow-bend-up-right arrow-counter-clockwise arrow-down arrow-fat-line-up arrow-left arrow-right
arrow-square-out arrow-u-up-left arrows-counter-clockwise arrows-left-right bank bell briefcase buildings calendar-blank calendar-check
calendar-plus calendar-x camera caret-down caret-left caret-right caret-up chart-bar chart-line-up chat-text check check-circle
check-square circle-dashed circle-half clipboard-text clock clock-counter-clockwise cloud-slash coins copy database
device-mobile dots-three dots-three-circle download-simple envelope envelope-simple-open eye file-arrow-up file-pdf
file-text file-xls first-aid-kit flag funnel gear git-branch globe graduation-cap hand-heart hand-palm heartbeat
hourglass-medium house-line identification-card info key keyboard link list-bullets list-checks lock-key magnifying-glass
map-pin map-trifold microphone minus-circle moon navigation-arrow note-pencil package paper-plane-tilt paperclip
pencil-simple phone plant plus plus-circle printer prohibit qr-code question repeat seal-check shield-check sign-out
signature siren signpost smiley sparkle spinner-gap stack stamp storefront sun sun-horizon table text-aa translate trash
tray tree-structure truck upload-simple user user-circle user-plus users-three virus warning warning-circle
warning-octagon wrench x x-circle`;
const FILL = `bell calendar-check chart-line-up check-circle envelope-simple-open gear git-branch hand-heart house-line info
link list-checks map-trifold seal-check shield-check stack sun-horizon table tray tree-structure user-circle users-three
warning warning-circle warning-octagon`;

const root = new URL("../../", import.meta.url);
const assets = new URL("node_modules/@phosphor-icons/core/assets/", root);

function paths(file) {
  const svg = readFileSync(new URL(file, assets), "utf8");
  const found = [...svg.matchAll(/<path d="([^"]+)"/g)].map((match) => match[1]);
  if (found.length === 0) throw new Error(`${file}: no path found`);
  return found.join(""); // Every path begins with an absolute move, so several may stand in one `d`.
}

const icons = {};
for (const name of REGULAR.split(/\s+/)) icons[name] = paths(`regular/${name}.svg`);
for (const name of FILL.split(/\s+/)) icons[`${name}-f`] = paths(`fill/${name}-fill.svg`);

const sorted = Object.fromEntries(Object.entries(icons).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(fileURLToPath(new URL("src/tidtam/ui/icons.json", root)), `${JSON.stringify(sorted, null, 1)}\n`);
console.log(`${Object.keys(sorted).length} icons`);
