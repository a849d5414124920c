package dev.hearth.base.linux;

import static dev.hearth.base.linux.ProcessSteps.CHANNEL;
import static dev.hearth.base.linux.ProcessSteps.CHILD_SIGNAL;
import static dev.hearth.base.linux.ProcessSteps.EXEC;
import static dev.hearth.base.linux.ProcessSteps.FAILED_EXEC;
import static dev.hearth.base.linux.ProcessSteps.NO_SIGNAL;
import static dev.hearth.base.linux.ProcessSteps.SHARED_MEMORY;
import static dev.hearth.base.linux.ProcessSteps.WAITS_FOR_CHILD;

import dev.hearth.base.linux.Kernel.Call;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The steps of {@link ProcessSteps#runBeside}. */
final class GroupSteps {
    private static final int TELLS_NUMBER = 0x100000;

    /** A message that only says that it has come. */
    private static final int GO_WORDS = 1;

    private static final int GO_BYTES = GO_WORDS * Long.BYTES;

    private final ProcessSteps steps;
    private final StepList list;

    GroupSteps(ProcessSteps steps) {
        this.steps = steps;
        this.list = steps.list();
    }

    void add(ProcessSteps.Companions companions, Path folder, List<String> command, List<String> environment) {
        list.constant(0, StepProgram.STATUS);
        steps.workingFolder(Path.of("/"));
        long shared = list.texts(companions.environment());
        List<StepList.Step> born = new ArrayList<>();
        for (int i = 0; i < companions.commands().size(); i++) {
            StepList.Step made = makeOne(WAITS_FOR_CHILD);
            born.add(made);
            StepList.Step first = tellOne(i);
            for (int target : List.of(1, 2, InitProgram.LOG_DESCRIPTOR)) {
                steps.copyDescriptor(companions.output(), target);
            }
            become(i, companions.commands().get(i), shared);
            made.onZero(first).onPositive(list.next());
        }
        StepList.Step made = makeOne(0);
        born.add(made);
        int last = companions.commands().size();
        StepList.Step first = tellOne(last);
        StepList.Step told = steps.receive("the program is not wanted", list.words(new long[GO_WORDS]), GO_BYTES);
        StepList.Step unwanted = list.call("exit", Call.EXIT, FAILED_EXEC);
        told.onZero(unwanted).onError(unwanted).onPositive(list.next());
        steps.workingFolder(folder);
        become(last, command, list.texts(environment));
        made.onZero(first).onPositive(list.next());
        awaitAll(born);
    }

    /** A child of the same memory; where its number goes is set later. */
    private StepList.Step makeOne(int flags) {
        return list.call(
                "a process can't be made", Call.CLONE, SHARED_MEMORY | TELLS_NUMBER | flags | CHILD_SIGNAL, 0, 0, 0, 0);
    }

    private StepList.Step tellOne(int number) {
        long report = list.words(0, Channel.Report.STARTING_ONE + number);
        return list.call("a report can't be sent", Call.SENDTO, CHANNEL, report, Channel.Report.BYTES, NO_SIGNAL);
    }

    /** The child becomes a program, or tells why not and ends. */
    private void become(int number, List<String> command, long environment) {
        long why = list.words(0, Channel.Report.FAILED_ONE + number);
        StepList.Step exec =
                list.call(EXEC, Call.EXECVE, list.text(command.getFirst()), list.texts(command), environment);
        exec.into(why).onError(list.next());
        list.call("a failure can't be told", Call.SENDTO, CHANNEL, why, Channel.Report.BYTES, NO_SIGNAL)
                .evenIfItFails();
        list.call("exit", Call.EXIT, FAILED_EXEC);
    }

    private void awaitAll(List<StepList.Step> born) {
        StepList.Step awaited = list.call("children can't be awaited", Call.WAIT4, -1, StepProgram.STATUS, 0, 0);
        StepList.Step exit = list.call("exit", Call.EXIT_GROUP, 0);
        awaited.onError(exit).onPositive(list.next());
        for (int i = 0; i < born.size(); i++) {
            StepList.Step there = list.call("a child can't be asked", Call.KILL, 0, 0);
            born.get(i).argument(2, there.argument(0));
            // asked for no more: the step becomes one whose result is its first argument, the process's number
            StepList.Step gone = list.constant(-1, there.address()).evenIfItFails();
            list.constant(Channel.Report.ENDED_ONE + i, StepProgram.STATUS + Long.BYTES);
            list.call("an end can't be told", Call.SENDTO, CHANNEL, StepProgram.STATUS, Channel.Report.BYTES, NO_SIGNAL)
                    .evenIfItFails();
            there.onZero(list.next()).onPositive(list.next()).onError(gone);
        }
        list.constant(0, StepProgram.SCRATCH).always(awaited);
    }
}
