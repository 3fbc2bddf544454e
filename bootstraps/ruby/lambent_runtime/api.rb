require 'json'
require 'net/http'

module LambentRuntime
  # The Runtime API, over one connection that is kept.
  class Api
    BASE = '/2018-06-01/runtime'.freeze

    def initialize(address)
      host, port = address.split(':')
      @http = Net::HTTP.new(host, port.to_i, nil)
      # The next invocation comes when it comes.
      @http.read_timeout = nil
      @http.keep_alive_timeout = 86_400
      @http.max_retries = 0
      @http.start
    end

    # The response whose headers describe an invocation, and whose body is its payload.
    def next_invocation
      @http.get("#{BASE}/invocation/next")
    end

    def respond(request_id, body, content_type)
      @http.post("#{BASE}/invocation/#{request_id}/response", body, 'Content-Type' => content_type)
    end

    def fail(request_id, error)
      post_error("#{BASE}/invocation/#{request_id}/error", error)
    end

    def fail_initialization(error)
      post_error("#{BASE}/init/error", error)
    end

    private

    def post_error(path, error)
      headers = {
        'Content-Type' => 'application/vnd.aws.lambda.error+json',
        'Lambda-Runtime-Function-Error-Type' => error['errorType']
      }
      @http.post(path, JSON.generate(error), headers)
    end
  end
end
