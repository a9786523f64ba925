// The other side of tests/interop: issues, derives and verifies with packages that other people wrote.
// One JSON request per line on stdin, one JSON answer per line on stdout: {"out": ...} or {"error": "..."}.
//
//   {"op": "load", "documents": {url: document}}                         what may be read; there is no network
//   {"op": "key", "alg": "Ed25519"}                                      a key of this side: {"id", "method", "document"}
//   {"op": "issue", "suite", "key", "credential", "mandatory": [...]}    a secured credential
//   {"op": "derive", "suite", "credential", "reveal": [...]}             what a holder shows of it
//   {"op": "verify", "suite", "credential"}                              true, or the error that says why not
//   {"op": "time", "what": op, "request": {...}, "repeats": n}           how long it takes each time, in microseconds
import {createInterface} from 'node:readline';
import * as cose from './cose.mjs';
import * as data_integrity from './data_integrity.mjs';
import * as tokens from './tokens.mjs';

const rooms = {...cose.operations, ...data_integrity.operations, ...tokens.operations};
rooms.time = async ({what, request, repeats}) => {
  const times = [];
  for(let count = 0; count < repeats; count++) {
    const start = process.hrtime.bigint();
    await rooms[what](request);
    times.push(Number(process.hrtime.bigint() - start) / 1e3);
  }
  return times;
};

for await(const line of createInterface({input: process.stdin})) {
  const {op, ...request} = JSON.parse(line);
  let answer;
  try {
    if(!(op in rooms)) throw new Error(`no such operation: ${op}`);
    answer = {out: await rooms[op](request)};
  } catch(error) {
    const causes = error?.errors?.length ? error.errors : [error];
    answer = {error: causes.map(cause => String(cause?.message ?? cause)).join('; ').slice(0, 500)};
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
