require 'json'

module LambentRuntime
  # The context object. Source: Lambda Developer Guide, "Using the Lambda context object to retrieve Ruby function information".
  class Context
    attr_reader :aws_request_id, :client_context, :deadline_ms, :function_name, :function_version, :identity,
                :invoked_function_arn, :log_group_name, :log_stream_name, :memory_limit_in_mb, :tenant_id

    def initialize(invocation)
      @aws_request_id = invocation['lambda-runtime-aws-request-id']
      @deadline_ms = invocation['lambda-runtime-deadline-ms']
      @invoked_function_arn = invocation['lambda-runtime-invoked-function-arn']
      @tenant_id = invocation['lambda-runtime-aws-tenant-id']
      @client_context = parsed(invocation['lambda-runtime-client-context'])
      @identity = parsed(invocation['lambda-runtime-cognito-identity'])
      @function_name = ENV['AWS_LAMBDA_FUNCTION_NAME']
      @function_version = ENV['AWS_LAMBDA_FUNCTION_VERSION']
      @memory_limit_in_mb = ENV['AWS_LAMBDA_FUNCTION_MEMORY_SIZE']
      @log_group_name = ENV['AWS_LAMBDA_LOG_GROUP_NAME']
      @log_stream_name = ENV['AWS_LAMBDA_LOG_STREAM_NAME']
    end

    def get_remaining_time_in_millis # rubocop:disable Naming/AccessorMethodName
      remaining = deadline_ms.to_i - Process.clock_gettime(Process::CLOCK_REALTIME, :millisecond)
      remaining.positive? ? remaining : 0
    end

    private

    def parsed(text)
      text.nil? || text.empty? ? nil : JSON.parse(text)
    end
  end
end
