/** Functions in Ruby, where it is installed. Source of what they see: Lambda Developer Guide, "Building Lambda functions with Ruby". */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findRubies } from '../../src/compute/runtimes/ruby.ts'
import { computeRoom } from './support.ts'

const [ruby] = await findRubies(process.env)
const missing = ruby
  ? false
  : 'Ruby is not installed on this machine (apt-get install ruby): NOTHING OF IT IS TESTED'

describe('functions in Ruby', { skip: missing }, () => {
  const room = computeRoom()
  const version = (source: string, more = {}) =>
    room.version(
      {
        'lambda_function.rb': source,
        'folder/inner.rb': 'module Inner\n  def self.name\n    "inner"\n  end\nend\n',
      },
      { runtime: 'ruby3.4', handler: 'lambda_function.lambda_handler', ...more },
    )

  it('get their event and their context, and answer as JSON', async () => {
    const function_ = version(`
require 'folder/inner'
def lambda_handler(event:, context:)
  puts "handling #{event['name']}"
  $count = ($count || 0) + 1
  { count: $count, inner: Inner.name, id: context.aws_request_id, arn: context.invoked_function_arn,
    name: context.function_name, version: context.function_version, memory: context.memory_limit_in_mb,
    group: context.log_group_name, client: context.client_context, time: context.get_remaining_time_in_millis > 0,
    task: ENV['LAMBDA_TASK_ROOT'], trace: ENV['_X_AMZN_TRACE_ID'], text: 'ä' }
end
`)
    const clientContext = '{"custom":{"a":"b"}}'
    const use = (requestId: string) =>
      room.invoke(function_, { name: 'you' }, { requestId, clientContext, traceHeader: 'Root=1-5e1b4151-1' })
    const { value, text } = await use('r-1')
    const { functionName, logging } = function_
    const answer = value as Record<string, unknown>
    assert.equal(answer.inner, 'inner', text)
    assert.deepEqual(
      [answer.count, answer.id, answer.name, answer.version, answer.memory, answer.group, answer.text],
      [1, 'r-1', functionName, '$LATEST', String(function_.memoryMb), logging.group, 'ä'],
    )
    assert.deepEqual([answer.client, answer.time], [{ custom: { a: 'b' } }, true])
    assert.match(String(answer.trace), /^Root=1-5e1b4151-1/)
    assert.equal(((await use('r-2')).value as { count: number }).count, 2)
    await room.logged(function_, /^handling you\n$/)
  })

  it('may be methods of classes, and answer any value', async () => {
    const source = `
module Functions
  class Handler
    def self.process(event:, context:)
      event['value']
    end
  end
end
`
    const function_ = version(source, { handler: 'lambda_function.Functions::Handler.process' })
    for (const value of [null, 1.5, 'text', [1, { a: 'b' }], { nested: { list: [] } }])
      assert.deepEqual((await room.invoke(function_, { value })).value, value)
  })

  it('fail as AWS words it, and are called again', async () => {
    const function_ = version(`
def lambda_handler(event:, context:)
  raise ArgumentError, 'no good' if event['raise']
  exit(3) if event['exit']
  return Float::NAN if event['nan']
  missing_method if event['missing']
  'fine'
end
`)
    const failed = await room.invoke(function_, { raise: true })
    const error = failed.value as { errorType: string; errorMessage: string; stackTrace: string[] }
    assert.deepEqual(
      [failed.kind, error.errorType, error.errorMessage],
      ['error', 'Function<ArgumentError>', 'no good'],
    )
    assert.equal(error.stackTrace.length, 1)
    assert.match(error.stackTrace[0] ?? '', /\/lambda_function\.rb:3:in .*lambda_handler'$/)
    await room.logged(function_, /^Error raised from handler method\n?/)
    const typeOf = async (event: object) =>
      ((await room.invoke(function_, event)).value as { errorType: string }).errorType
    assert.equal(await typeOf({ missing: true }), 'Function<NameError>')
    assert.equal(await typeOf({ nan: true }), 'Function<JSON::GeneratorError>')
    assert.equal(await typeOf({ exit: true }), 'Runtime.ExitError')
    assert.equal((await room.invoke(function_, {})).value, 'fine')
  })

  it('say why they cannot be loaded', async () => {
    const failing = async (source: string, more = {}) =>
      (await room.invoke(version(source, more), {})).value as { errorType: string; errorMessage: string }
    assert.equal((await failing('def lambda_handler(')).errorType, 'Init<SyntaxError>')
    assert.equal((await failing("require 'absent'")).errorType, 'Init<LoadError>')
    assert.equal((await failing("raise 'at once'")).errorMessage, 'at once')
    assert.equal((await failing('', { handler: 'absent.lambda_handler' })).errorType, 'Init<LoadError>')
    assert.equal((await failing('', { handler: 'nothing' })).errorType, 'Init<ArgumentError>')
    assert.equal((await failing('')).errorType, 'Function<NoMethodError>')
  })
})
