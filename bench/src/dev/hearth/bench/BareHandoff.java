package dev.hearth.bench;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.OutputStream;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.SynchronousQueue;

/**
 * The least that any server of this shape does: a caller's request waits for a runtime's {@code next}, and is answered
 * with what the runtime posts, whole or as it comes. No authentication, no sandbox, no function, no log: the baseline.
 */
final class BareHandoff {
    private static final LinkedTransferQueue<Call> WAITING = new LinkedTransferQueue<>();
    private static final ConcurrentHashMap<String, Call> RUNNING = new ConcurrentHashMap<>();
    private static final ConcurrentHashMap<String, OutputStream> STREAMS = new ConcurrentHashMap<>();

    private record Call(String id, byte[] payload, SynchronousQueue<byte[]> answer) {}

    private BareHandoff() {}

    public static void main(String[] arguments) {
        WebServer server = WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .routing(HttpRouting.builder()
                        .post("/invoke", (request, response) -> {
                            Call call = new Call(
                                    UUID.randomUUID().toString(),
                                    request.content().as(byte[].class),
                                    new SynchronousQueue<>());
                            WAITING.put(call);
                            response.send(call.answer.take());
                        })
                        .post("/stream", (request, response) -> {
                            Call call = new Call(
                                    UUID.randomUUID().toString(),
                                    request.content().as(byte[].class),
                                    new SynchronousQueue<>());
                            OutputStream stream = response.outputStream();
                            STREAMS.put(call.id, stream);
                            WAITING.put(call);
                            call.answer.take();
                            stream.close();
                        })
                        .get("/2018-06-01/runtime/invocation/next", (request, response) -> {
                            Call call = WAITING.take();
                            RUNNING.put(call.id, call);
                            response.header(HeaderNames.create("Lambda-Runtime-Aws-Request-Id"), call.id);
                            response.send(call.payload);
                        })
                        .post("/2018-06-01/runtime/invocation/{id}/response", (request, response) -> {
                            Call call = RUNNING.remove(
                                    request.path().pathParameters().get("id"));
                            OutputStream stream = STREAMS.remove(call.id);
                            byte[] answer = {};
                            if (stream == null) {
                                answer = request.content().as(byte[].class);
                            } else {
                                request.content().inputStream().transferTo(stream);
                            }
                            response.status(202).send(new byte[0]);
                            call.answer.put(answer);
                        }))
                .build()
                .start();
        System.out.println("port " + server.port());
    }
}
