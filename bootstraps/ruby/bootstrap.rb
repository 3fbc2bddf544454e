# The runtime of Ruby functions: it speaks the HTTP Runtime API, by the standard library alone, for Ruby 2.7 and later.
# Source: Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes", "Define Lambda function handler in Ruby".

require_relative 'lambent_runtime/runtime'

LambentRuntime::Runtime.new(ENV.fetch('AWS_LAMBDA_RUNTIME_API'), ENV.fetch('_HANDLER', '')).run
