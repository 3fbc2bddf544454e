/** The functions of templates, by name. Source: User Guide, "Intrinsic function reference". */
import { TemplateError } from '../errors.ts'
import { cidr } from './cidr.ts'
import { getAzs, length, select } from './lists.ts'
import { choose } from './logic.ts'
import { findInMap } from './maps.ts'
import { getAtt, getStackOutput, importValue, ref } from './references.ts'
import type { TemplateFunction } from './scope.ts'
import { base64, join, split, sub, toJsonString } from './texts.ts'

const functionTable: ReadonlyMap<string, TemplateFunction> = new Map([
  ['Ref', ref],
  ['Fn::GetAtt', getAtt],
  ['Fn::Sub', sub],
  ['Fn::Join', join],
  ['Fn::Select', select],
  ['Fn::Split', split],
  ['Fn::FindInMap', findInMap],
  ['Fn::ImportValue', importValue],
  ['Fn::GetStackOutput', getStackOutput],
  ['Fn::GetAZs', getAzs],
  ['Fn::Cidr', cidr],
  ['Fn::Base64', base64],
  ['Fn::If', choose],
  ['Fn::ToJsonString', toJsonString],
  ['Fn::Length', length],
])

/** Functions that only a template with the transform AWS::LanguageExtensions may call. */
const extensions: ReadonlySet<string> = new Set(['Fn::ToJsonString', 'Fn::Length'])

/** The names that CloudFormation lists where it meets another. Source: what AWS answers, word for word. */
const namedFunctions =
  'Fn::Base64, Fn::GetAtt, Fn::GetAZs, Fn::ImportValue, Fn::Join, Fn::Split, Fn::FindInMap, Fn::Select, Ref, Fn::Equals, ' +
  'Fn::If, Fn::Not, Condition, Fn::And, Fn::Or, Fn::Contains, Fn::EachMemberEquals, Fn::EachMemberIn, Fn::ValueOf, ' +
  'Fn::ValueOfAll, Fn::RefAll, Fn::Sub, Fn::Cidr'

/** The function of a name, as far as the template may call it. Fails with a TemplateError when there is none. */
export function functionNamed(name: string, languageExtensions: boolean): TemplateFunction {
  const found = functionTable.get(name)
  if (!found || (!languageExtensions && extensions.has(name))) throw unsupportedFunction(name)
  return found
}

/** A name that begins with `Fn::` and is no function. */
export function unsupportedFunction(name: string): TemplateError {
  return new TemplateError(
    `Template Error: Encountered unsupported function: ${name} Supported functions are: [${namedFunctions}]`,
  )
}
