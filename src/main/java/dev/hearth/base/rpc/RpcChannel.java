package dev.hearth.base.rpc;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A client of another process. It has one connection, which is made at the first call and again after it was lost.
 * Pings detect a process that no longer answers, so no call waits for it longer than {@link Limits#PING_AFTER} and
 * {@link Limits#PING_ANSWER} together. Calls are not retried.
 */
public final class RpcChannel implements AutoCloseable {
    private final ManagedChannel channel;

    private RpcChannel(ManagedChannel channel) {
        this.channel = channel;
    }

    /**
     * A channel to the process at an address. It connects at the first call.
     *
     * @param expected a name that the process must have; see {@link Peer}
     */
    public static RpcChannel to(InetSocketAddress address, String expected, Credentials credentials) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(address)
                .overrideAuthority(expected)
                .sslContext(Tls.client(credentials))
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(Limits.CONNECT.toMillis()))
                .keepAliveTime(Limits.PING_AFTER.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(Limits.PING_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveWithoutCalls(true)
                .initialFlowControlWindow(Limits.WINDOW_BYTES)
                .maxInboundMessageSize(Limits.MESSAGE_BYTES)
                .maxInboundMetadataSize(Limits.HEADER_BYTES)
                .disableRetry()
                .disableServiceConfigLookUp()
                .directExecutor() // the network's threads only put messages into inboxes
                .build();
        return new RpcChannel(channel);
    }

    /**
     * Sends one message, and waits for the answer.
     *
     * @param atMost how long to wait; after that, and after an interrupt, the other process hears that nobody waits
     */
    public <Q, A> A call(Method<Q, A> method, Q question, Duration atMost) throws RpcException, InterruptedException {
        ClientStream<Q, A> stream = new ClientStream<>(method, MethodType.UNARY, atMost);
        try {
            stream.begin(1);
            stream.call.sendMessage(question);
            stream.call.halfClose();
            A answer = stream.inbox.take().orElseThrow(() -> broken(method));
            stream.inbox.take().ifPresent(more -> {
                throw new IllegalStateException("two answers");
            });
            return answer;
        } finally {
            stream.close();
        }
    }

    private static RpcException broken(Method<?, ?> method) {
        return new RpcException(RpcException.Kind.BROKEN, method.name() + ": no answer", null);
    }

    /**
     * Opens a call with a stream of messages each way. It must be closed.
     *
     * @param atMost how long all of it may take
     */
    public <Q, A> OpenCall<Q, A> open(Method<Q, A> method, Duration atMost) {
        ClientStream<Q, A> stream = new ClientStream<>(method, MethodType.BIDI_STREAMING, atMost);
        stream.begin(Limits.WAITING_MESSAGES);
        return stream;
    }

    /** This end of an open call. Closing it before the other end has sent all tells that end that nobody waits. */
    public interface OpenCall<Q, A> extends RpcStream<Q, A>, AutoCloseable {
        /** Ends this end's stream of messages. */
        void finish();

        @Override
        void close();
    }

    /** Ends all calls. */
    @Override
    public void close() {
        channel.shutdownNow();
    }

    private final class ClientStream<Q, A> extends ClientCall.Listener<A> implements OpenCall<Q, A> {
        final Inbox<A> inbox = new Inbox<>();
        final ClientCall<Q, A> call;
        private final String name;
        private volatile boolean sent;
        private volatile boolean over;

        ClientStream(Method<Q, A> method, MethodType type, Duration atMost) {
            name = method.name();
            if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
                channel.resetConnectBackoff(); // connects anew: this call fails at once, the next one may not
            }
            CallOptions options = CallOptions.DEFAULT
                    .withDeadlineAfter(atMost.toNanos(), TimeUnit.NANOSECONDS)
                    .withStreamTracerFactory(new ClientStreamTracer.Factory() {
                        @Override
                        public ClientStreamTracer newClientStreamTracer(
                                ClientStreamTracer.StreamInfo info, Metadata headers) {
                            return new ClientStreamTracer() {
                                @Override
                                public void outboundHeaders() {
                                    sent = true;
                                }
                            };
                        }
                    });
            call = channel.newCall(Marshalling.descriptor(method, type), options);
        }

        void begin(int messages) {
            call.start(this, new Metadata());
            call.request(messages);
        }

        @Override
        public void onMessage(A message) {
            inbox.put(message);
        }

        @Override
        public void onReady() {
            inbox.wake();
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            over = true;
            if (status.isOk()) {
                inbox.end();
            } else {
                inbox.fail(Failures.of(status, trailers, name, sent));
            }
        }

        @Override
        public boolean send(Q message, Duration atMost) throws RpcException, InterruptedException {
            return inbox.whenReady(() -> over || call.isReady(), atMost.toNanos(), () -> {
                if (!over) {
                    call.sendMessage(message);
                }
            });
        }

        @Override
        public void finish() {
            call.halfClose();
        }

        @Override
        public Optional<A> receive() throws RpcException, InterruptedException {
            Optional<A> message = inbox.take();
            if (message.isPresent()) {
                call.request(1);
            }
            return message;
        }

        @Override
        public boolean await(Duration atMost) throws InterruptedException {
            return inbox.await(atMost.toNanos());
        }

        @Override
        public boolean isOver() {
            return over;
        }

        @Override
        public void close() {
            if (!over) {
                call.cancel("nobody waits any more", null);
            }
        }
    }
}
