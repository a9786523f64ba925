// Data Integrity proofs, as @digitalbazaar makes and checks them.
import * as vc from '@digitalbazaar/vc';
import * as Bls12381Multikey from '@digitalbazaar/bls12-381-multikey';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as bbs from '@digitalbazaar/bbs-2023-cryptosuite';
import * as ecdsaJcs from '@digitalbazaar/ecdsa-jcs-2019-cryptosuite';
import * as ecdsaSd from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import * as eddsaJcs from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {Ed25519Signature2020} from '@digitalbazaar/ed25519-signature-2020';
import {Ed25519VerificationKey2020} from '@digitalbazaar/ed25519-verification-key-2020';
import {cryptosuite as ecdsaRdfc} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {cryptosuite as eddsaRdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';

const documents = new Map();
const keys = new Map();

const documentLoader = async url => {
  if(!documents.has(url)) throw new Error(`not loaded: ${url}`);
  return {contextUrl: null, documentUrl: url, document: structuredClone(documents.get(url))};
};

const same = cryptosuite => ({sign: () => cryptosuite, verify: () => cryptosuite});
const cryptosuites = {
  'eddsa-rdfc-2022': same(eddsaRdfc),
  'ecdsa-rdfc-2019': same(ecdsaRdfc),
  'eddsa-jcs-2022': {sign: eddsaJcs.createSignCryptosuite, verify: eddsaJcs.createVerifyCryptosuite},
  'ecdsa-jcs-2019': {sign: ecdsaJcs.createSignCryptosuite, verify: ecdsaJcs.createVerifyCryptosuite},
  'ecdsa-sd-2023': {
    sign: mandatoryPointers => ecdsaSd.createSignCryptosuite({mandatoryPointers}),
    derive: selectivePointers => ecdsaSd.createDiscloseCryptosuite({selectivePointers}),
    verify: ecdsaSd.createVerifyCryptosuite
  },
  'bbs-2023': {
    sign: mandatoryPointers => bbs.createSignCryptosuite({mandatoryPointers}),
    derive: selectivePointers => bbs.createDiscloseCryptosuite({selectivePointers}),
    verify: bbs.createVerifyCryptosuite
  }
};

async function generated(alg) {
  if(alg === 'Ed25519') return Ed25519Multikey.generate();
  if(alg === 'Ed25519-2020') return Ed25519VerificationKey2020.generate();
  if(alg === 'BLS12-381-G2') {
    return Bls12381Multikey.generateBbsKeyPair({algorithm: Bls12381Multikey.ALGORITHMS.BBS_BLS12381_SHA256});
  }
  return EcdsaMultikey.generate({curve: alg});
}

function suiteFor(name, kind, argument, key) {
  if(name === 'Ed25519Signature2020') return new Ed25519Signature2020(key && {key});
  const cryptosuite = cryptosuites[name]?.[kind]?.(argument);
  if(!cryptosuite) throw new Error(`no such suite: ${name}`);
  return new DataIntegrityProof({cryptosuite, ...(key && {signer: key.signer()})});
}

const checkStatus = async () => ({verified: true}); // status lists are another test's question

export const operations = {
  load: ({documents: more}) => {
    for(const [url, document] of Object.entries(more)) documents.set(url, document);
    return documents.size;
  },
  key: async ({alg}) => {
    const key = await generated(alg);
    const exported = await key.export({publicKey: true, includeContext: true});
    const id = `did:key:${exported.publicKeyMultibase}`;
    key.controller = id;
    key.id = `${id}#${exported.publicKeyMultibase}`;
    keys.set(key.id, key);
    const method = {...exported, id: key.id, controller: id};
    documents.set(key.id, method);
    documents.set(id, {'@context': 'https://www.w3.org/ns/did/v1', id, verificationMethod: [method],
      assertionMethod: [key.id], authentication: [key.id]});
    return {id, method: key.id};
  },
  issue: async ({suite, key, credential, mandatory}) =>
    vc.issue({credential, suite: suiteFor(suite, 'sign', mandatory ?? [], keys.get(key)), documentLoader}),
  derive: async ({suite, credential, reveal}) =>
    vc.derive({verifiableCredential: credential, suite: suiteFor(suite, 'derive', reveal), documentLoader}),
  verify: async ({suite, credential}) => {
    const result = await vc.verifyCredential(
      {credential, suite: suiteFor(suite, 'verify'), documentLoader, checkStatus});
    if(!result.verified) throw result.error;
    return true;
  }
};
