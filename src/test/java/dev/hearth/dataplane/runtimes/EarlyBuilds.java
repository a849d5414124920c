package dev.hearth.dataplane.runtimes;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;
import org.opentest4j.TestAbortedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins the builds of functions under AWS's clients when the whole run of tests begins, beside the tests that don't
 * need them. A test that needs one waits for it, and makes it if this has not come to it.
 */
public final class EarlyBuilds implements TestExecutionListener {
    private static final Logger LOG = LoggerFactory.getLogger(EarlyBuilds.class);

    /** Which of the run's processes this is. The build sets it. Only the first one builds early. */
    private static final String PROCESS = "test.process";

    /** What is given for a run of some tests only: their names or their groups. */
    private static final List<String> SELECTIONS = List.of("test", "groups");

    private final AtomicBoolean begun = new AtomicBoolean();

    private interface Build {
        Object make() throws IOException, InterruptedException;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        boolean whole = SELECTIONS.stream().allMatch(selection -> System.getProperty(selection) == null);
        if (whole && "1".equals(System.getProperty(PROCESS)) && begun.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("early-builds").start(EarlyBuilds::run);
        }
    }

    private static void run() {
        List<Build> builds = List.of(
                () -> FunctionBuilds.nodejs("hello"),
                () -> FunctionBuilds.rust("hello"),
                () -> FunctionBuilds.rust("stream"),
                () -> FunctionBuilds.go("hello"),
                () -> FunctionBuilds.go("stream"),
                () -> FunctionBuilds.python("hello"));
        try {
            for (Build build : builds) {
                attempt(build);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void attempt(Build build) throws InterruptedException {
        try {
            build.make();
        } catch (IOException | TestAbortedException e) {
            LOG.info("not built early: {}", e.getMessage()); // the test that needs it says so too
        }
    }
}
