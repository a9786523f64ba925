// Worker for bench_bbs.py. One JSON request per line on stdin, one JSON answer per line on stdout.
//   node bench_bbs_node.mjs <folder that holds node_modules>
// Requests: {"op":"setup",contexts,doc,mandatory,reveal}  {"op":"base"}  {"op":"derived"}  {"op":"verifydoc",doc}
//           {"op":"derivedoc",doc}  {"op":"time",what,reps}  {"op":"versions"}
import {createInterface} from 'node:readline';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {pathToFileURL} from 'node:url';
import path from 'node:path';

const root = path.resolve(process.argv[2] ?? '.');
const require = createRequire(path.join(root, 'package.json'));
const load = async name => import(pathToFileURL(path.join(root, 'node_modules', name, 'lib', 'index.js')).href);
const jsigs = require('jsonld-signatures');
const {DataIntegrityProof} = await load('@digitalbazaar/data-integrity');
const suites = await load('@digitalbazaar/bbs-2023-cryptosuite');
const Multikey = await load('@digitalbazaar/bls12-381-multikey');
const {purposes: {AssertionProofPurpose}} = jsigs.default ?? jsigs;
const {sign, derive, verify} = jsigs.default ?? jsigs;

let contexts = {}, meta, key;
const made = {};
const documentLoader = async url => {
  let document = contexts[url];
  if(!document && url.startsWith('did:key:')) {
    const did = url.split('#')[0], publicKeyMultibase = did.slice(8), id = `${did}#${publicKeyMultibase}`;
    const method = {'@context': 'https://w3id.org/security/multikey/v1', id, type: 'Multikey', controller: did, publicKeyMultibase};
    document = url.includes('#') ? method : {'@context': ['https://www.w3.org/ns/did/v1'], id: did, verificationMethod: [method], assertionMethod: [id]};
  }
  if(!document) throw new Error('not loaded: ' + url);
  return {contextUrl: null, documentUrl: url, document};
};
const purpose = () => new AssertionProofPurpose();
const timed = {
  base: () => sign(structuredClone(meta.doc), {purpose: purpose(), documentLoader, suite: new DataIntegrityProof({
    signer: key.signer(), date: '2026-03-01T00:00:00Z',
    cryptosuite: suites.createSignCryptosuite({mandatoryPointers: meta.mandatory})
  })}),
  derive: async doc => derive(doc ?? (made.base ??= await timed.base()), {purpose: purpose(), documentLoader, suite: new DataIntegrityProof({
    cryptosuite: suites.createDiscloseCryptosuite({selectivePointers: meta.reveal})
  })}),
  verify: async doc => {
    const suite = new DataIntegrityProof({cryptosuite: suites.createVerifyCryptosuite()});
    const result = await verify(doc ?? (made.derived ??= await timed.derive()), {purpose: purpose(), documentLoader, suite});
    if(!result.verified) throw result.error;
    return true;
  }
};

for await(const line of createInterface({input: process.stdin})) {
  const m = JSON.parse(line), answer = {};
  try {
    if(m.op === 'setup') {
      ({contexts} = m);
      meta = m;
      key = await Multikey.generateBbsKeyPair({algorithm: 'BBS-BLS12-381-SHA-256'});
      const {publicKeyMultibase} = await key.export({publicKey: true});
      key.controller = `did:key:${publicKeyMultibase}`;
      key.id = `${key.controller}#${publicKeyMultibase}`;
      meta.doc.issuer.id = key.controller;
    } else if(m.op === 'base') answer.out = await timed.base();
    else if(m.op === 'derived') answer.out = await timed.derive();
    else if(m.op === 'derivedoc') answer.out = await timed.derive(m.doc);
    else if(m.op === 'verifydoc') answer.out = await timed.verify(m.doc);
    else if(m.op === 'versions') {
      answer.out = {node: process.versions.node};
      for(const name of ['@digitalbazaar/bbs-2023-cryptosuite', '@digitalbazaar/bbs-signatures', 'jsonld-signatures']) {
        answer.out[name] = JSON.parse(readFileSync(path.join(root, 'node_modules', name, 'package.json'), 'utf8')).version;
      }
    } else if(m.op === 'time') {
      answer.t = [];
      for(let i = 0; i < m.reps; i++) {
        const start = process.hrtime.bigint();
        await timed[m.what]();
        answer.t.push(Number(process.hrtime.bigint() - start) / 1e3);
      }
    } else throw new Error('unknown op ' + m.op);
  } catch(e) {
    answer.error = String(e?.errors ? e.errors[0] : e).slice(0, 300);
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
