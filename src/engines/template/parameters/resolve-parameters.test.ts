import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readParameterDeclarations } from '../anatomy/read-template.ts'
import { parseTemplate } from '../parse/parse-template.ts'
import { messageOf } from '../testing/prepare.ts'
import {
  chooseParameters,
  type GivenParameter,
  resolveParameters,
  storedParameters,
} from './resolve-parameters.ts'

const declare = (text: string) =>
  readParameterDeclarations(parseTemplate(`Parameters:\n  P: ${text}\n`).document)

function resolve(declaration: string, value: string | undefined): unknown {
  const declared = declare(declaration)
  const chosen = chooseParameters(declared, value === undefined ? [] : [{ name: 'P', value }])
  return resolveParameters(declared, chosen).get('P')?.value
}

describe('parameters', () => {
  for (const [declaration, given, expected] of [
    ['{Type: String, Default: d}', undefined, 'd'],
    ['{Type: String, Default: d}', 'x', 'x'],
    ['{Type: String, Default: ""}', undefined, ''],
    ['{Type: Number}', '1.5', '1.5'],
    ['{Type: CommaDelimitedList}', 'a, b ,c', ['a', 'b', 'c']],
    ['{Type: CommaDelimitedList}', '', []],
    ["{Type: 'List<Number>'}", '1,2', ['1', '2']],
    ["{Type: 'List<AWS::EC2::Subnet::Id>'}", 's-1, s-2', ['s-1', 's-2']],
    ['{Type: String, AllowedPattern: "a|bc"}', 'bc', 'bc'],
  ] as const)
    it(`${declaration} of ${given}`, () => assert.deepEqual(resolve(declaration, given), expected))

  for (const [declaration, given, message] of [
    ['{Type: String}', undefined, 'Parameters: [P] must have values'],
    ['{Type: Number}', 'x', "Parameter 'P' must be a number."],
    ['{Type: Number}', '', "Parameter 'P' must be a number."],
    ["{Type: 'List<Number>'}", '1,x', "Parameter 'P' must be a list of numbers."],
    ['{Type: Number, MinValue: 2}', '1', "Parameter 'P' must be a number not less than 2"],
    ['{Type: Number, MaxValue: 2}', '3', "Parameter 'P' must be a number not greater than 2"],
    ['{Type: String, MinLength: 2}', 'a', "Parameter 'P' must contain at least 2 characters"],
    ['{Type: String, MaxLength: 2}', 'abc', "Parameter 'P' must contain at most 2 characters"],
    ['{Type: String, AllowedValues: [a, b]}', 'c', "Parameter 'P' must be one of AllowedValues"],
    [
      '{Type: CommaDelimitedList, AllowedValues: [a, b]}',
      'a,c',
      "Parameter 'P' must be one of AllowedValues",
    ],
    ['{Type: String, AllowedPattern: "[a-z]+"}', 'aB', "Parameter 'P' must match pattern [a-z]+"],
    ['{Type: String, AllowedPattern: "a|b"}', 'ax', "Parameter 'P' must match pattern a|b"],
    [
      '{Type: String, AllowedPattern: "a", ConstraintDescription: be a}',
      'b',
      'Parameter P failed to satisfy constraint: be a',
    ],
    [
      '{Type: String, Default: c, AllowedValues: [a]}',
      undefined,
      "Parameter 'P' must be one of AllowedValues",
    ],
  ] as const)
    it(message, () =>
      assert.equal(
        messageOf(() => resolve(declaration, given)),
        message,
      ),
    )

  it('refuses names that the template does not have', () => {
    assert.equal(
      messageOf(() =>
        chooseParameters(declare('{Type: String}'), [{ name: 'Q', value: 'x' }, { name: 'Z' }]),
      ),
      'Parameters: [Q, Z] do not exist in the template',
    )
  })

  it('keeps previous values where it is told to', () => {
    const declared = declare('{Type: String, Default: d}')
    const choose = (given: GivenParameter) =>
      chooseParameters(declared, [given], new Map([['P', 'old']])).get('P')
    assert.equal(choose({ name: 'P', usePrevious: true }), 'old')
    assert.equal(choose({ name: 'P', value: 'new' }), 'new')
    assert.equal(
      messageOf(() => choose({ name: 'P', value: 'new', usePrevious: true })),
      'Invalid input for parameter key P. Cannot specify usePreviousValue as true and non empty value for a parameter',
    )
    assert.equal(
      messageOf(() => chooseParameters(declared, [{ name: 'P', usePrevious: true }])),
      'Invalid input for parameter key P. Cannot specify usePreviousValue as true for a parameter key not in the previous template',
    )
  })

  it('takes values of the Parameter Store', () => {
    const declared = declare("{Type: 'AWS::SSM::Parameter::Value<List<String>>'}")
    const chosen = chooseParameters(declared, [{ name: 'P', value: '/key' }])
    assert.deepEqual(storedParameters(declared, chosen), ['/key'])
    assert.deepEqual(resolveParameters(declared, chosen, new Map([['/key', 'a,b']])).get('P'), {
      name: 'P',
      type: 'AWS::SSM::Parameter::Value<List<String>>',
      given: '/key',
      resolved: 'a,b',
      value: ['a', 'b'],
      noEcho: false,
    })
    assert.match(
      messageOf(() => resolveParameters(declared, chosen)) ?? '',
      /Unable to fetch parameters \[\/key\]/,
    )
  })
})
