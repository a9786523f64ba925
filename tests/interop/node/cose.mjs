// COSE_Sign1 as `@auth0/cose` makes and checks it. Bytes travel as base64url; header labels are numbers.
import {createPublicKey, KeyObject} from 'node:crypto';
import {Algorithms, Sign1} from '@auth0/cose';
import {known} from './tokens.mjs';

const bytes = text => new Uint8Array(Buffer.from(text, 'base64url'));
const text = data => Buffer.from(data).toString('base64url');

export const operations = {
  // header: [[label, value] or [label, null, bytes]]; the algorithm is given by its name
  sign_cose: async ({header, payload, jwk, alg}) => {
    const fields = header.map(([label, value, data]) => [label, data === undefined ? value : bytes(data)]);
    const key = KeyObject.from(await known(jwk));
    const made = await Sign1.sign([[1, Algorithms[alg]], ...fields], undefined, bytes(payload), key);
    return text(made.encode());
  },
  verify_cose: async ({message, jwk, alg}) => {
    const found = Sign1.decode(bytes(message));
    await found.verify(createPublicKey({key: jwk, format: 'jwk'}), {algorithms: [Algorithms[alg]]});
    return {payload: text(found.payload), typ: found.protectedHeaders.get(16), kid: text(found.protectedHeaders.get(4))};
  }
};
