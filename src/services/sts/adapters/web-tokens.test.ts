import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { decodeToken, verifyByIssuer } from './web-tokens.ts'

const issuer = 'https://token.example.com'
const now = Date.UTC(2026, 0, 1)

/** An issuer with one key, and tokens signed by that key or by another. */
async function issuerWithKey() {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256', use: 'sig' }
  const answers: Record<string, unknown> = {
    [`${issuer}/.well-known/openid-configuration`]: { issuer, jwks_uri: `${issuer}/keys` },
    [`${issuer}/keys`]: { keys: [jwk] },
  }
  const ask: typeof fetch = async (input) => {
    const answer = answers[String(input)]
    return answer === undefined ? new Response('', { status: 404 }) : Response.json(answer)
  }
  const sign = (key: Awaited<ReturnType<typeof generateKeyPair>>['privateKey']) =>
    new SignJWT({ sub: 's' })
      .setProtectedHeader({ alg: 'RS256', kid: 'k' })
      .setIssuer(issuer)
      .setExpirationTime(now / 1000 + 600)
      .sign(key)
  return {
    ask,
    answers,
    token: await sign(privateKey),
    forged: await sign((await generateKeyPair('RS256')).privateKey),
  }
}

describe('verifyByIssuer', () => {
  it("takes a token that the issuer's key has signed, and no other", async () => {
    const { ask, token, forged } = await issuerWithKey()
    await verifyByIssuer(token, issuer, now, ask)
    await assert.rejects(verifyByIssuer(forged, issuer, now, ask), { code: 'InvalidIdentityTokenException' })
    const unsigned = `${btoa('{"alg":"none"}')}.${token.split('.')[1]}.`
    await assert.rejects(verifyByIssuer(unsigned, issuer, now, ask), {
      code: 'InvalidIdentityTokenException',
    })
  })

  it('needs an issuer that shows its keys, over HTTPS', async () => {
    const { ask, answers, token } = await issuerWithKey()
    const unreachable = { code: 'IDPCommunicationErrorException' }
    const down: typeof fetch = () => Promise.reject(new TypeError('fetch failed'))
    await assert.rejects(verifyByIssuer(token, issuer, now, down), unreachable)
    await assert.rejects(verifyByIssuer(token, 'https://other.example.com', now, ask), unreachable)
    answers[`${issuer}/.well-known/openid-configuration`] = { jwks_uri: 'http://token.example.com/keys' }
    await assert.rejects(verifyByIssuer(token, issuer, now, ask), unreachable)
  })
})

describe('decodeToken', () => {
  it('reads claims without asking anybody', async () => {
    const { token } = await issuerWithKey()
    assert.equal(decodeToken(token).sub, 's')
    assert.throws(() => decodeToken('a.b'), { code: 'InvalidIdentityTokenException' })
  })
})
