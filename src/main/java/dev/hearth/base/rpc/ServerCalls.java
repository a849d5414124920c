package dev.hearth.base.rpc;

import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the calls of a server, each on a virtual thread of its own, if the caller's role allows the method. */
final class ServerCalls {
    static final Attributes.Key<Peer> PEER = Attributes.Key.create("peer");

    private static final Logger LOG = LoggerFactory.getLogger(ServerCalls.class);
    private static final Peer NOBODY = new Peer(Set.of());

    private ServerCalls() {}

    static <Q, A> ServerMethodDefinition<Q, A> definition(Handlers.Entry<Q, A> entry) {
        Method<Q, A> method = entry.method();
        MethodType type = switch (entry) {
            case Handlers.One<Q, A> _ -> MethodType.UNARY;
            case Handlers.Stream<Q, A> _ -> MethodType.BIDI_STREAMING;
        };
        return ServerMethodDefinition.create(Marshalling.descriptor(method, type), (call, headers) -> {
            Peer named = call.getAttributes().get(PEER);
            Peer caller = named == null ? NOBODY : named;
            if (method.callers().stream().noneMatch(caller::hasRole)) {
                LOG.warn("{} may not call {}", caller, method.name());
                call.close(Status.PERMISSION_DENIED, new Metadata());
                return new ServerCall.Listener<>() {};
            }
            ServerStream<Q, A> stream = new ServerStream<>(entry, call, caller);
            stream.begin();
            return stream;
        });
    }

    private static final class ServerStream<Q, A> extends ServerCall.Listener<Q> implements RpcStream<A, Q> {
        private final Inbox<Q> inbox = new Inbox<>();
        private final Method<Q, A> method;
        private final ServerCall<Q, A> call;
        private final Peer caller;
        private final Handlers.Entry<Q, A> entry;
        private final Thread thread;
        private volatile boolean over;

        /** Whether the handler's thread is interrupted when nobody waits any more. */
        private volatile boolean interruptible;

        ServerStream(Handlers.Entry<Q, A> entry, ServerCall<Q, A> call, Peer caller) {
            this.entry = entry;
            this.method = entry.method();
            this.call = call;
            this.caller = caller;
            this.thread = Thread.ofVirtual().name(method.name()).unstarted(this::serve);
        }

        void begin() {
            switch (entry) {
                case Handlers.One<Q, A> _ -> call.request(2); // one message and the end of the stream
                case Handlers.Stream<Q, A> _ -> {
                    call.request(Limits.WAITING_MESSAGES);
                    thread.start();
                }
            }
        }

        private void serve() {
            try {
                call.sendHeaders(new Metadata());
                switch (entry) {
                    case Handlers.One<Q, A> one -> {
                        Q question = inbox.take().orElseThrow(() -> new IllegalArgumentException("no question"));
                        interruptible = one.back().isPresent();
                        A answer = one.handler().answer(caller, question);
                        interruptible = false;
                        if (over) {
                            one.back().ifPresent(back -> back.takeBack(answer));
                            return;
                        }
                        call.sendMessage(answer);
                    }
                    case Handlers.Stream<Q, A> stream -> stream.handler().run(caller, this);
                }
                close(Status.OK, new Metadata());
            } catch (Refusal | RpcException | InterruptedException expected) {
                close(Failures.status(expected), Failures.trailers(expected));
            } catch (RuntimeException | Error bug) {
                if (!over) {
                    LOG.error("{} failed", method.name(), bug);
                }
                close(Failures.status(bug), new Metadata());
            }
        }

        private void close(Status status, Metadata trailers) {
            try {
                if (!over) {
                    call.close(status, trailers);
                }
            } catch (IllegalStateException alreadyGivenUp) {
                LOG.debug("{} was given up", method.name(), alreadyGivenUp);
            }
        }

        @Override
        public void onMessage(Q message) {
            inbox.put(message);
        }

        @Override
        public void onHalfClose() {
            inbox.end();
            switch (entry) {
                case Handlers.One<Q, A> _ -> thread.start(); // not before the message has come
                case Handlers.Stream<Q, A> _ -> {}
            }
        }

        @Override
        public void onReady() {
            inbox.wake();
        }

        @Override
        public void onCancel() {
            over = true;
            inbox.fail(new RpcException(RpcException.Kind.LOST, method.name() + ": the caller is gone", null));
            if (interruptible) {
                thread.interrupt();
            }
        }

        @Override
        public boolean send(A message, Duration atMost) throws RpcException, InterruptedException {
            return inbox.whenReady(() -> over || call.isReady(), atMost.toNanos(), () -> call.sendMessage(message));
        }

        @Override
        public Optional<Q> receive() throws RpcException, InterruptedException {
            Optional<Q> message = inbox.take();
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
    }
}
