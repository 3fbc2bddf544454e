import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  checkNotExpired,
  claimFacts,
  issuerName,
  matchingAudience,
  readWebToken,
  tokenTags,
} from './web-token.ts'

const claims = {
  iss: 'https://token.example.com',
  sub: 'repo:me/app:ref:refs/heads/main',
  aud: 'sts.amazonaws.com',
  exp: 2000,
  repository: 'me/app',
}

describe('web tokens', () => {
  it('lack nothing that every token has', () => {
    for (const name of ['iss', 'sub', 'aud', 'exp']) {
      assert.throws(() => readWebToken({ ...claims, [name]: undefined }), {
        code: 'InvalidIdentityTokenException',
      })
    }
  })

  it('end', () => {
    checkNotExpired(readWebToken(claims), 1_999_999)
    assert.throws(() => checkNotExpired(readWebToken(claims), 2_000_000), {
      code: 'ExpiredTokenException',
      message: 'Token expired: current date/time 2000 must be before the expiration date/time 2000',
    })
  })

  it('are for an audience that the provider takes', () => {
    assert.equal(matchingAudience(readWebToken(claims), ['x', 'sts.amazonaws.com']), 'sts.amazonaws.com')
    assert.equal(matchingAudience(readWebToken({ ...claims, aud: ['a', 'b'], azp: 'b' }), ['b', 'a']), 'b')
    assert.throws(() => matchingAudience(readWebToken(claims), ['x']), {
      message: 'Incorrect token audience',
    })
  })

  it('become condition keys under the name of their issuer', () => {
    const facts = claimFacts(readWebToken(claims))
    assert.deepEqual(facts.get('token.example.com:sub'), [claims.sub])
    assert.deepEqual(facts.get('token.example.com:repository'), ['me/app'])
    assert.equal(facts.has('token.example.com:exp'), false)
    assert.equal(issuerName('https://oidc.example.com/id/X/'), 'oidc.example.com/id/X')
    assert.equal(issuerName('http://oidc.example.com'), 'http://oidc.example.com')
  })

  it('carry session tags and a source identity', () => {
    const carried = tokenTags(
      readWebToken({
        ...claims,
        'https://aws.amazon.com/tags': { principal_tags: { team: ['blue'] }, transitive_tag_keys: ['team'] },
        'https://aws.amazon.com/source_identity': 'anna',
      }),
    )
    assert.deepEqual(carried, {
      tags: [{ Key: 'team', Value: 'blue' }],
      transitiveKeys: ['team'],
      sourceIdentity: 'anna',
    })
    assert.deepEqual(tokenTags(readWebToken(claims)), { tags: [], transitiveKeys: [] })
  })
})
