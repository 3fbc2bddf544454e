import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { bytesOf } from '../bytes.ts'
import { parseXml } from './parse-xml.ts'
import { escapeAttribute, escapeText } from './xml-text.ts'

const read = (text: string) => parseXml(bytesOf(text))
// Characters that XML 1.0 has; the others cannot be in a document at all.
const text = fc.string({ unit: 'grapheme' }).filter((value) => !/[\p{Cc}\ufffe\uffff]/u.test(value))

describe('XML', () => {
  it('gives back the text that was escaped', () => {
    fc.assert(
      fc.property(text, text, (content, attribute) => {
        const root = read(`<a b="${escapeAttribute(attribute)}">${escapeText(content)}</a>`)
        assert.equal(root?.text, content)
        assert.equal(root?.attributes.b, attribute)
      }),
    )
    assert.equal(read(`<a>${escapeText('\r\n\t\u0085\u2028')}</a>`)?.text, '\r\n\t\u0085\u2028')
  })

  it('is read without its prefixes', () => {
    const root = read('<s:a xmlns:s="x" s:c="d"><s:b>e</s:b></s:a>')
    assert.equal(root?.name, 'a')
    assert.equal(root?.children[0]?.name, 'b')
    assert.equal(root?.attributes['s:c'], 'd')
  })

  it('is refused with a document type, whatever it declares', () => {
    const bomb = `<!DOCTYPE a [<!ENTITY b "${'x'.repeat(100)}">${Array.from({ length: 20 }, (_, index) => `<!ENTITY b${index} "&b;&b;">`).join('')}]><a>&b19;</a>`
    for (const body of [bomb, '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', '<!DOCTYPE a><a/>'])
      assert.equal(read(body), undefined)
  })

  it('is refused when it is deep, wide or broken', () => {
    for (const body of [
      '<a>'.repeat(100_000),
      `<a>${'<b/>'.repeat(200_000)}</a>`,
      '<a',
      '<a></b>',
      '',
      'a',
      '<a/><a/>',
      '<a>&b;</a>',
    ]) {
      assert.equal(read(body), undefined)
    }
    assert.equal(parseXml(Uint8Array.of(0x3c, 0xff)), undefined)
  })

  it('never fails, whatever comes', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '/',
      'a',
      '"',
      '=',
      '&',
      ';',
      '<!',
      '[CDATA[',
      ']]>',
      '<?',
      '?>',
      '--',
      ' ',
      'lt',
      '#x0;',
      '\u0000',
    )
    fc.assert(fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => void read(parts.join(''))))
  })
})
