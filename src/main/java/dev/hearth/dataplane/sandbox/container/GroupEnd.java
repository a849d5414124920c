package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.ChildProcess;
import dev.hearth.base.linux.EventLoop;
import dev.hearth.base.linux.ProgramGroup;
import dev.hearth.base.linux.ProgramGroup.News;
import dev.hearth.dataplane.sandbox.Companion;
import dev.hearth.dataplane.sandbox.Exit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Hears of a container's first process and, through it, of programs that run beside each other. For the event loop's
 * thread, which calls it only.
 */
final class GroupEnd implements EventLoop.Listener {
    private final Launcher.GroupListener listener;
    private final ProgramGroup programs;
    private final List<Companion> companions;
    private final String program;
    private final Set<Integer> over = new HashSet<>();

    /** @param program the path of the program after the companions */
    GroupEnd(Launcher.GroupListener listener, ProgramGroup programs, List<Companion> companions, String program) {
        this.listener = listener;
        this.programs = programs;
        this.companions = companions;
        this.program = program;
    }

    @Override
    public void output(byte[] bytes) {
        listener.output(bytes);
    }

    @Override
    public void otherOutput(byte[] bytes) {
        listener.companionOutput(bytes);
    }

    @Override
    public void heldUp() {
        listener.heldUp();
    }

    @Override
    public void news() {
        for (News news : programs.news()) {
            switch (news) {
                case News.NotStarted(int number, int error) ->
                    tell(number, new Exit.NotStarted(Programs.notStarted(path(number), error)));
                case News.Ended(int number, int status) -> tell(number, Programs.exit(status));
            }
        }
    }

    /** One that could not be started ends, too. */
    private void tell(int number, Exit exit) {
        if (!over.add(number)) {
            return;
        }
        if (number < companions.size()) {
            listener.companionExited(companions.get(number), exit);
        } else {
            listener.programExited(exit);
        }
    }

    private String path(int number) {
        return number < companions.size() ? companions.get(number).program().toString() : program;
    }

    @Override
    public void ended(ChildProcess.End end) {
        programs.close();
        listener.exited(Programs.exit(end));
    }
}
