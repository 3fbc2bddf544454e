import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressHere } from './addresses.ts'

describe('addressHere', () => {
  it('finds where an address that an API has at AWS is reached', () => {
    const at = (address: string) => addressHere(address, 'http://127.0.0.1:4566')
    assert.equal(
      at('https://abc123.execute-api.eu-west-1.amazonaws.com/Prod/hello/'),
      'http://abc123.execute-api.eu-west-1.localhost:4566/Prod/hello/',
    )
    assert.equal(
      at('wss://abc123.execute-api.us-east-1.amazonaws.com/Prod'),
      'ws://abc123.execute-api.us-east-1.localhost:4566/Prod',
    )
    assert.equal(
      addressHere('https://abc.execute-api.cn-north-1.amazonaws.com.cn', 'https://lambent.example.org'),
      'https://abc.execute-api.cn-north-1.lambent.example.org',
    )
  })

  it('finds where an API is reached that was on another port before', () => {
    const at = (address: string) => addressHere(address, 'http://localhost:4567')
    assert.equal(
      at('http://abc.execute-api.us-east-1.localhost:4566/x'),
      'http://abc.execute-api.us-east-1.localhost:4567/x',
    )
    assert.equal(at('http://abc.execute-api.us-east-1.localhost:4567/x'), undefined)
  })

  it('leaves other addresses alone', () => {
    for (const address of [
      'https://example.org/',
      'https://abc.execute-api.us-east-1.amazonaws.com.evil/',
      'abc',
      '',
    ])
      assert.equal(addressHere(address, 'http://127.0.0.1:4566'), undefined)
  })
})
