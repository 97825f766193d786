/** `make browser`: finds or unpacks the browser of the tests, so that no test waits for a download. */
import { findBrowser } from "./chromium.js";

try {
  const { path } = await findBrowser();
  console.log(`browser of the tests: ${path}`);
} catch (error) {
  console.error(`\nmake browser: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
