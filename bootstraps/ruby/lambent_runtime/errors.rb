require 'json'

module LambentRuntime
  # Failures as AWS words them. Source: Lambda Developer Guide, "AWS Lambda function errors in Ruby".
  module Errors
    # Frames of this runtime are no part of a function's stack trace.
    OWN = File.expand_path('..', __dir__) + File::SEPARATOR

    module_function

    # `stage`: `Init` or `Function`.
    def of(error, stage)
      frames = (error.backtrace || []).reject { |frame| frame.start_with?(OWN) || frame.start_with?('<internal:') }
      {
        'errorMessage' => text(error.message),
        'errorType' => "#{stage}<#{error.class}>",
        'stackTrace' => frames.map { |frame| text(frame) }
      }
    end

    def log(words, error)
      $stdout.write("#{words}\n#{JSON.pretty_generate(error)}\n")
    end

    def text(value)
      value.to_s.encode('UTF-8', invalid: :replace, undef: :replace)
           .scrub
    end
  end
end
