// How the console answers, by Lighthouse: node measure_lighthouse.js. Prints figures as the benches do, a JSON array of rows. The line
// and the processor are those of its desktop profile (10 Mbit/s, 40 ms); each page is loaded several times and the middle is told.
import { Company } from "./company.js";
import { openLighthouse, PAGES } from "./lighthouse.js";

const LOADS = 5;
const LEAST = { accessibility: 100, "best-practices": 95, performance: 95 };
const middle = (samples) => [...samples].sort((a, b) => a - b)[Math.floor(samples.length / 2)];

const company = await Company.open({ phones: ["lin"] });
const lighthouse = await openLighthouse();
const rows = [];
try {
  for (const page of PAGES) {
    const loads = [];
    for (let left = LOADS; left > 0; left -= 1) loads.push((await lighthouse.of(company, page, Object.keys(LEAST))).scores);
    for (const [category, least] of Object.entries(LEAST)) {
      rows.push({ name: `console, ${page.name}: ${category}`, value: middle(loads.map((scores) => scores[category])), unit: "of 100", target: [false, least] });
    }
  }
} finally {
  await lighthouse.close();
  await company.close();
}
console.log(JSON.stringify(rows));
