// Tokens: JWS as `jose` makes and checks them, SD-JWT as @sd-jwt does.
import {createHash, randomBytes, webcrypto} from 'node:crypto';
import {SDJwtVcInstance} from '@sd-jwt/sd-jwt-vc';
import * as jose from 'jose';

const keys = new Map();
export const known = async jwk => keys.get(await jose.calculateJwkThumbprint(jwk));
const bytes = text => Buffer.from(text, 'base64url');

const ALGORITHMS = {
  ES256: {name: 'ECDSA', hash: 'SHA-256'},
  ES384: {name: 'ECDSA', hash: 'SHA-384'},
  EdDSA: {name: 'Ed25519'}
};

const signed = (key, alg) => async data =>
  Buffer.from(await webcrypto.subtle.sign(ALGORITHMS[alg], key, Buffer.from(data))).toString('base64url');

const checked = (jwk, alg) => async (data, signature) => {
  const key = await jose.importJWK(jwk, alg);
  return webcrypto.subtle.verify(ALGORITHMS[alg], key, bytes(signature), Buffer.from(data));
};

const shared = {
  hasher: (data, alg) => createHash(alg.replace('-', '')).update(Buffer.from(data)).digest(),
  hashAlg: 'sha-256',
  saltGenerator: length => randomBytes(length).toString('base64url').slice(0, length)
};

export const operations = {
  jwk: async ({alg}) => {
    const {publicKey, privateKey} = await jose.generateKeyPair(alg, {extractable: true});
    const jwk = await jose.exportJWK(publicKey);
    keys.set(await jose.calculateJwkThumbprint(jwk), privateKey);
    return jwk;
  },
  sign_jws: async ({header, payload, jwk}) =>
    new jose.CompactSign(bytes(payload)).setProtectedHeader(header).sign(await known(jwk)),
  verify_jws: async ({token, jwk, alg}) => {
    const found = await jose.compactVerify(token, await jose.importJWK(jwk, alg), {algorithms: [alg]});
    return {payload: Buffer.from(found.payload).toString('base64url'), header: found.protectedHeader};
  },
  issue_sd_jwt: async ({claims, frame, header, jwk, alg}) =>
    new SDJwtVcInstance({...shared, signer: signed(await known(jwk), alg), signAlg: alg})
      .issue(claims, frame, {header}),
  present_sd_jwt: async ({token, frame, binding, jwk, alg}) => {
    const holder = new SDJwtVcInstance({...shared, kbSigner: jwk && signed(await known(jwk), alg), kbSignAlg: alg});
    return holder.present(token, frame, binding && {kb: {payload: binding}});
  },
  verify_sd_jwt: async ({token, jwk, alg, nonce, holder, holder_alg}) => {
    const verifier = new SDJwtVcInstance({...shared, verifier: checked(jwk, alg), ...(holder && {
      kbVerifier: (data, signature) => checked(holder, holder_alg)(data, signature)
    })});
    const found = await verifier.verify(token, nonce && {keyBindingNonce: nonce});
    return found.payload;
  }
};
