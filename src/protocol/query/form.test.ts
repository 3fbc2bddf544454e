import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { AwsError } from '../../aws/aws-error.ts'
import { bytesOf, noBytes } from '../bytes.ts'
import { type FormNode, formValue, parseForm } from './form.ts'

const refused = (error: unknown) => error instanceof AwsError && error.code === 'MalformedQueryString'

function flatten(node: FormNode, prefix = ''): [string, string][] {
  const children = [...(node.children ?? [])].flatMap(([part, child]) =>
    flatten(child, prefix === '' ? part : `${prefix}.${part}`),
  )
  return node.value === undefined ? children : [[prefix, node.value], ...children]
}

describe('a form', () => {
  it('is read as it is written', () => {
    const part = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
      .filter((text) => !text.includes('.'))
    const name = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'))
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(name, fc.string({ unit: 'grapheme' })), { selector: ([key]) => key }),
        (pairs) => {
          const text = new URLSearchParams(pairs).toString()
          assert.deepEqual(new Map(flatten(parseForm('', bytesOf(text)))), new Map(pairs))
          assert.deepEqual(new Map(flatten(parseForm(text, noBytes))), new Map(pairs))
        },
      ),
    )
  })

  it('gives a single parameter without being taken apart', () => {
    assert.equal(formValue('A=1&Action=x%20y&B=2', 'Action'), 'x y')
    assert.equal(formValue('NoAction=1&Action', 'Action'), undefined)
  })

  it('counts the first of two values', () => {
    assert.equal(parseForm('a=1&a=2', bytesOf('a=3')).children?.get('a')?.value, '1')
  })

  it('costs what was sent, whatever the numbers say', () => {
    const form = parseForm('', bytesOf('Tags.member.999999999.Key=a&Tags.member.4294967296.Key=b'))
    assert.equal(form.children?.get('Tags')?.children?.get('member')?.children?.size, 2)
  })

  it('is refused when it has too many names, or names with too many parts', () => {
    assert.throws(
      () => parseForm('', bytesOf(Array.from({ length: 400_000 }, (_, index) => `${index}=`).join('&'))),
      refused,
    )
    assert.throws(() => parseForm('', bytesOf(`${'a.'.repeat(1000)}=1`)), refused)
    assert.throws(() => parseForm('', bytesOf('.'.repeat(1_000_000))), refused)
  })

  it('is refused when its escapes are broken or its bytes are no text', () => {
    for (const text of ['a=%', 'a=%zz', '%ff=1', 'a=%ed%a0%80'])
      assert.throws(() => parseForm('', bytesOf(text)), refused, text)
    assert.throws(() => parseForm('', Uint8Array.of(0x61, 0x3d, 0xff)), refused)
  })
})
