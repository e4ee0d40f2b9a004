// Checks the workflows in a directory with GitHub's own parser: keys, values, and contexts in expressions.
//
//   node check.mjs DIRECTORY
//
// Exit code 1 if there is a problem. It needs no network. "npm run check" bundles it first, because Node.js does not
// load the JSON files of the parser without an import attribute.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from '@actions/languageservice';
import { TextDocument } from 'vscode-languageserver-textdocument';

async function check(directory) {
  const files = readdirSync(directory).filter((name) => /\.ya?ml$/.test(name));
  let problems = 0;
  for (const name of files) {
    const file = join(directory, name);
    const text = TextDocument.create(`file:///${name}`, 'yaml', 1, readFileSync(file, 'utf8'));
    for (const { range, message } of await validate(text)) {
      console.error(`${file}:${range.start.line + 1}: ${message}`);
      problems++;
    }
  }
  console.log(`${files.length} workflows, ${problems} problems`);
  return files.length > 0 && problems === 0;
}

check(process.argv[2]).then((valid) => {
  process.exitCode = valid ? 0 : 1;
});
