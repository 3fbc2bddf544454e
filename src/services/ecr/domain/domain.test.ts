import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isRegistryRequest, readRegistryHost, readRegistryRequest, registryHost } from './addresses.ts'
import { readManifest } from './manifest.ts'
import { matchesWildcard, mayMove } from './mutability.ts'

const digest = (letter: string) => `sha256:${letter.repeat(64)}`

describe('addresses of registries', () => {
  it('are hosts below any domain, or the first part of a path', () => {
    const expected = { accountId: '123456789012', region: 'eu-west-1' }
    for (const host of [
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
      '123456789012.dkr.ecr-fips.eu-west-1.amazonaws.com',
      '123456789012.dkr-ecr.eu-west-1.on.aws',
      '123456789012.dkr.ecr.eu-west-1.localhost:4566',
    ])
      assert.deepEqual(readRegistryHost(host), expected)
    for (const host of [
      'localhost:4566',
      '12.dkr.ecr.eu-west-1.amazonaws.com',
      'dkr.ecr.eu-west-1.amazonaws.com',
    ])
      assert.equal(readRegistryHost(host), undefined)
    const first = '123456789012.dkr.ecr.eu-west-1.amazonaws.com'
    assert.deepEqual(readRegistryRequest('localhost:4566', `/v2/${first}/team/app/tags/list`), {
      ...expected,
      path: 'team/app/tags/list',
      base: `/v2/${first}/`,
    })
    assert.deepEqual(readRegistryRequest(`${first}:80`, '/v2/app/tags/list'), {
      ...expected,
      path: 'app/tags/list',
      base: '/v2/',
    })
    assert.equal(
      registryHost(expected as never, 'http://127.0.0.1:4566'),
      '123456789012.dkr.ecr.eu-west-1.localhost:4566',
    )
  })

  it('leave other services their paths', () => {
    assert.ok(isRegistryRequest('localhost', '/v2/'))
    for (const path of ['/v2/apis', '/v2/domainnames/x', '/v2020', '/'])
      assert.ok(!isRegistryRequest('localhost', path))
  })
})

describe('tags', () => {
  it('may be moved as the repository says', () => {
    const exclusions = [{ filterType: 'WILDCARD', filter: 'dev-*' }]
    const rules = [
      ['MUTABLE', true, true],
      ['IMMUTABLE', false, false],
      ['IMMUTABLE_WITH_EXCLUSION', true, false],
      ['MUTABLE_WITH_EXCLUSION', false, true],
    ] as const
    for (const [mutability, excluded, other] of rules) {
      assert.equal(mayMove({ mutability, exclusions }, 'dev-1'), excluded)
      assert.equal(mayMove({ mutability, exclusions }, 'v1'), other)
    }
  })

  it('match wildcards', () => {
    assert.ok(matchesWildcard('a*b*c', 'a-b-c'))
    assert.ok(matchesWildcard('*', ''))
    assert.ok(matchesWildcard('ab', 'ab'))
    assert.ok(!matchesWildcard('ab*ba', 'aba'))
    assert.ok(!matchesWildcard('*x', 'y'))
  })
})

describe('manifests', () => {
  it('are of images and of indexes', () => {
    const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digest('a'), size: 2 }
    const layers = [{ mediaType: 'x', digest: digest('b'), size: 5 }]
    const text = JSON.stringify({ schemaVersion: 2, config, layers })
    assert.deepEqual(readManifest(text, undefined), {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      isIndex: false,
      artifactType: 'application/vnd.oci.image.config.v1+json',
      parts: [digest('a'), digest('b')],
      bytes: 7,
    })
    const index = JSON.stringify({ schemaVersion: 2, manifests: [config] })
    assert.equal(readManifest(index, undefined)?.isIndex, true)
    for (const [bad, type] of [
      ['{', undefined],
      ['[]', undefined],
      ['{"schemaVersion":1}', undefined],
      [JSON.stringify({ schemaVersion: 2, config }), undefined],
      [JSON.stringify({ schemaVersion: 2, config: { digest: 'x', size: 1 }, layers }), undefined],
      [text, 'text/plain'],
      [
        JSON.stringify({ schemaVersion: 2, mediaType: 'a', config, layers }),
        'application/vnd.oci.image.manifest.v1+json',
      ],
    ] as const)
      assert.equal(readManifest(bad, type), undefined)
  })
})
