package dev.hearth.base.http;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** An HTTP/1.1 client for other servers, made at its first use, because most instances never need it. */
public final class LazyHttpClient implements AutoCloseable {
    private final Duration connect;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable HttpClient made;

    /**
     * Makes nothing yet.
     *
     * @param connect how long a connection may take to be made
     */
    public LazyHttpClient(Duration connect) {
        this.connect = connect;
    }

    /** The client. It does not follow redirects. */
    public HttpClient get() {
        lock.lock();
        try {
            HttpClient client = made;
            if (client == null) {
                client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(connect)
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .build();
                made = client;
            }
            return client;
        } finally {
            lock.unlock();
        }
    }

    /** Ends all requests that run. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (made != null) {
                made.shutdownNow();
            }
        } finally {
            lock.unlock();
        }
    }
}
