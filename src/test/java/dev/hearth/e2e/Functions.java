package dev.hearth.e2e;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;

/** Deploys and calls functions, as a user's code would. */
final class Functions {
    static final String ROLE = "arn:aws:iam::000000000000:role/any";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final LambdaClient client;

    Functions(LambdaClient client) {
        this.client = client;
    }

    /** A name that no other test of this run uses. */
    static String name(String base) {
        return base + "-" + NUMBER.incrementAndGet();
    }

    /** Deploys a function of one source file, and waits until it is active. */
    String deploy(String runtime, String handler, String file, String source) {
        return deploy(runtime, handler, Packages.zip(file, source), request -> {});
    }

    String deploy(String runtime, String handler, SdkBytes zip, Consumer<CreateFunctionRequest.Builder> more) {
        String name = name(runtime.replace('.', '-'));
        client.createFunction(request -> {
            request.functionName(name)
                    .runtime(runtime)
                    .handler(handler)
                    .role(ROLE)
                    .timeout(30)
                    .code(code -> code.zipFile(zip));
            more.accept(request);
        });
        client.waiter().waitUntilFunctionActiveV2(request -> request.functionName(name));
        return name;
    }

    InvokeResponse invoke(String name, String payload) {
        return client.invoke(request -> request.functionName(name)
                .payload(SdkBytes.fromUtf8String(payload))
                .logType(LogType.TAIL));
    }

    /** What the function answered; fails if it failed. */
    String answer(String name, String payload) {
        InvokeResponse response = invoke(name, payload);
        if (response.functionError() != null) {
            throw new IllegalStateException(response.payload().asUtf8String() + "\n" + log(response));
        }
        return response.payload().asUtf8String();
    }

    static String log(InvokeResponse response) {
        return new String(Base64.getDecoder().decode(response.logResult()), StandardCharsets.UTF_8);
    }
}
