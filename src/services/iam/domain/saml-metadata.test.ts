import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readMetadataEnd } from './saml-metadata.ts'

const now = Date.UTC(2026, 0, 1)
const refused = { code: 'InvalidInputException', message: 'Could not parse metadata' }

describe('readMetadataEnd', () => {
  it('reads the end that metadata names', () => {
    const metadata =
      '<?xml version="1.0"?><md:EntityDescriptor entityID="x" validUntil="2027-01-01T00:00:00Z">'
    assert.equal(readMetadataEnd(metadata, now), Date.UTC(2027, 0, 1))
  })

  it('takes a hundred years where none is named', () => {
    const end = readMetadataEnd('<EntityDescriptor entityID="x">', now)
    assert.ok(end > Date.UTC(2125, 11, 1) && end < Date.UTC(2126, 1, 1))
  })

  it('refuses what describes no entity', () => {
    for (const text of [
      '',
      'x',
      '<EntityDescriptor>',
      '<EntityDescriptor entityID="x"',
      '<Other entityID="x">',
    ])
      assert.throws(() => readMetadataEnd(text, now), refused, text)
    assert.throws(() => readMetadataEnd('<EntityDescriptor entityID="x" validUntil="soon">', now), refused)
  })

  it('does not mind hostile text', () => {
    assert.throws(() => readMetadataEnd('<EntityDescriptor '.repeat(200_000), now), refused)
    assert.throws(() => readMetadataEnd(`<${'a'.repeat(2_000_000)}`, now), refused)
  })
})
