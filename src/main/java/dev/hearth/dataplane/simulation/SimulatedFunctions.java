package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.simulation.load.FunctionProfile;
import dev.hearth.dataplane.simulation.load.SeededRandom;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The functions of a load, by number and by name. */
final class SimulatedFunctions {
    private final List<SimulatedFunction> all = new ArrayList<>();
    private final Map<FunctionArn, SimulatedFunction> byName = new HashMap<>();
    private final Map<String, SimulatedAccount> accounts = new LinkedHashMap<>();

    /**
     * Functions of these profiles.
     *
     * @param isolating every so many-th function isolates three tenants from each other; 0: none
     */
    SimulatedFunctions(List<FunctionProfile> profiles, int isolating, SeededRandom random) {
        for (FunctionProfile profile : profiles) {
            int number = all.size();
            int tenants = isolating > 0 && number % isolating == 0 ? 3 : 0;
            SimulatedAccount account = accounts.computeIfAbsent(
                    profile.identity().account(), name -> new SimulatedAccount(new AccountId(name)));
            SimulatedFunction function =
                    new SimulatedFunction(number, account, profile, tenants, random.stream(number));
            all.add(function);
            byName.put(function.version().arn(), function);
        }
    }

    List<SimulatedFunction> all() {
        return all;
    }

    Collection<SimulatedAccount> accounts() {
        return accounts.values();
    }

    /** The function of this version. */
    SimulatedFunction of(FunctionVersion version) {
        return Objects.requireNonNull(byName.get(version.arn()), "a function that nobody simulates");
    }
}
