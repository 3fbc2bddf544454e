require 'json'
require 'stringio'

require_relative 'api'
require_relative 'context'
require_relative 'errors'
require_relative 'handler'

module LambentRuntime
  # Loads the handler, then runs one invocation after the other until the server ends the process.
  class Runtime
    def initialize(address, handler_name)
      @api = Api.new(address)
      @handler_name = handler_name
    end

    def run
      $stdout.sync = true
      $stderr.sync = true
      handler = load_handler
      loop { answer(handler, @api.next_invocation) }
    end

    private

    def load_handler
      Handler.load(@handler_name)
    rescue SystemExit
      raise
    rescue Exception => error # rubocop:disable Lint/RescueException
      # A file that does not parse, or is not there, is no StandardError.
      fault = Errors.of(error, 'Init')
      Errors.log('Init error when loading handler', fault)
      @api.fail_initialization(fault)
      exit(1)
    end

    def answer(handler, invocation)
      context = Context.new(invocation)
      ENV['_X_AMZN_TRACE_ID'] = invocation['lambda-runtime-trace-id']
      result = handler.call(event_of(invocation), context)
      @api.respond(context.aws_request_id, *encoded(result))
    rescue SystemExit, SignalException
      raise
    rescue NoMemoryError, SystemStackError, StandardError, ScriptError => error
      fault = Errors.of(error, 'Function')
      Errors.log('Error raised from handler method', fault)
      @api.fail(invocation['lambda-runtime-aws-request-id'], fault)
    end

    def event_of(invocation)
      JSON.parse(invocation.body)
    end

    # A stream is sent as it is, everything else as JSON.
    def encoded(result)
      return [result.read, 'application/unknown'] if result.is_a?(StringIO) || result.is_a?(IO)

      [JSON.generate(result), 'application/json']
    end
  end
end
