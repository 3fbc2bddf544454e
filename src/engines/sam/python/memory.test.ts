import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pythonJson } from './json-text.ts'
import {
  closeDocument,
  copyDict,
  deepCopy,
  fromTemplate,
  keysOf,
  legacy,
  legacyDict,
  openDocument,
  plainDict,
  plainList,
  push,
  remove,
  set,
  twin,
  update,
} from './memory.ts'
import { pythonText } from './text.ts'
import type { Dict, Value } from './values.ts'

const methods = { get: 1, post: 2, put: 3, patch: 4, delete: 5, head: 6, options: 7 }

// Expected texts are those of aws-sam-translator 1.115.0 (samtranslator.utils.py27hash_fix), which imitates Python 2.7.
describe('what is remembered of Python 2.7', () => {
  it('gives keys in the order of the hash table', () => {
    assert.deepEqual(keysOf(legacy(methods)), expected.table)
    assert.deepEqual(keysOf(methods), Object.keys(methods))
  })

  it('gives them in another order once they were copied', () => {
    const dict = legacy({ version: 1, uri: 2, options: 3, httpMethod: 4, patch: 5 })
    assert.deepEqual([keysOf(dict), keysOf(copyDict(dict)), keysOf(deepCopy(dict))], expected.copies)
  })

  it('keeps the place of what was removed', () => {
    const dict: Dict = legacy(methods)
    remove(dict, 'get')
    remove(dict, 'head')
    set(dict, 'trace', 8)
    set(dict, 'get', 9)
    assert.deepEqual(keysOf(dict), expected.removed)
  })

  it('catches up with plain assignments and deletions', () => {
    const dict: Dict = legacy(methods)
    delete dict.get
    dict.trace = 8
    assert.deepEqual(
      new Set(keysOf(dict)),
      new Set(['post', 'put', 'patch', 'delete', 'head', 'options', 'trace']),
    )
  })

  it('tells texts of the template from the code’s own', () => {
    const dict = legacy({ title: 'It’s "mine"', list: ['a', null, true, 1.5] }) as Dict
    set(dict, 'type', 'aws_proxy')
    set(dict, 'uri', plainDict([['Fn::Sub', plainList([fromTemplate('${A}'), plainDict([['A', 'b']])])]]))
    update(dict, legacyDict([[fromTemplate('x\n\\'), fromTemplate('é')]]))
    assert.equal(pythonText(dict), expected.text)
    assert.equal(pythonJson(dict), expected.json)
  })
})

const expected = {
  table: ['head', 'get', 'patch', 'put', 'post', 'options', 'delete'],
  copies: [
    ['httpMethod', 'version', 'uri', 'patch', 'options'],
    ['httpMethod', 'version', 'options', 'uri', 'patch'],
    ['httpMethod', 'version', 'options', 'uri', 'patch'],
  ],
  removed: ['trace', 'get', 'patch', 'put', 'post', 'options', 'delete'],
  text: "{'type': 'aws_proxy', u'x\\n\\\\': u'\\xe9', u'list': [u'a', None, True, 1.5], 'uri': {'Fn::Sub': [u'${A}', {'A': 'b'}]}, u'title': u'It\\u2019s \"mine\"'}",
  json: '{"type": "aws_proxy", "x\\n\\\\": "\\u00e9", "list": ["a", null, true, 1.5], "uri": {"Fn::Sub": ["${A}", {"A": "b"}]}, "title": "It\\u2019s \\"mine\\""}',
}

describe('a document that is worked on', () => {
  it('keeps what was changed until it was closed, and undoes what was not', () => {
    const root = openDocument(legacy({ paths: { '/a': { get: {} } }, tags: ['x'] }))
    set(root.paths as Dict, '/b', legacyDict([['post', 1]]))
    push(root.tags as Value[], 'y')
    closeDocument(root)
    const closed = structuredClone(root)
    assert.equal(openDocument(root), root)
    set(root.paths as Dict, '/c', 1)
    set((root.paths as Dict)['/a'] as Dict, 'get', 2)
    update((root.paths as Dict)['/b'] as Dict, { post: 3, put: 4 })
    remove(root, 'tags')
    assert.deepEqual(structuredClone(openDocument(root)), closed)
  })

  it('orders keys as after all copies that AWS’s translator makes', () => {
    const names = ['version', 'uri', 'options', 'httpMethod', 'patch', 'get', 'a', 'b', 'c', 'd', 'e']
    for (let count = 1; count <= names.length; count += 1) {
      const start = legacy(Object.fromEntries(names.slice(0, count).map((name) => [name, null])))
      const root = openDocument(start)
      let copied = deepCopy(start)
      for (let times = 0; times < 5; times += 1) {
        closeDocument(root)
        openDocument(root)
        copied = deepCopy(deepCopy(copied))
      }
      assert.deepEqual(keysOf(root), keysOf(copied))
    }
  })

  it('takes in a twin of what others have, too', () => {
    const shared = legacy({ b: 1, a: { c: [2] } })
    const root = openDocument(legacyDict())
    set(root, 'x', twin(shared))
    set((root.x as Dict).a as Dict, 'd', 3)
    assert.deepEqual(shared, { b: 1, a: { c: [2] } })
    assert.deepEqual(keysOf(root.x as Dict), keysOf(shared))
  })
})
