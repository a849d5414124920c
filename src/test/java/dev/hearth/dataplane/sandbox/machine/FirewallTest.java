package dev.hearth.dataplane.sandbox.machine;

import static dev.hearth.dataplane.sandbox.machine.Firewall.Flows.LIMITED;
import static dev.hearth.dataplane.sandbox.machine.Firewall.Flows.UNLIMITED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.linux.Slot;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FirewallTest {
    private final Firewall firewall = new Firewall(new Slot(3, Path.of("/nowhere")));

    @Test
    void needsNoAddressTranslationToTheHostUnlessPortsAreOpened() {
        String closed = firewall.rules(new NetworkConfig(Set.of(9001), Set.of(), List.of()), List.of(), false, LIMITED);
        assertThat(closed).contains("masquerade").doesNotContain("dnat").doesNotContain("snat");
        String open =
                firewall.rules(new NetworkConfig(Set.of(9001), Set.of(5432, 80), List.of()), List.of(), false, LIMITED);
        assertThat(open).contains("tcp dport { 80, 5432 } dnat ip to 127.0.0.1");
    }

    @Test
    void leavesOthersForwardingAloneUnlessHearthTurnedItOn() {
        NetworkConfig config = new NetworkConfig(Set.of(9001), Set.of(), List.of());
        String rule = "iifname != \"hearth*\" oifname != \"hearth*\" drop";
        assertThat(firewall.rules(config, List.of(), false, LIMITED)).doesNotContain(rule);
        assertThat(firewall.rules(config, List.of(), true, LIMITED)).contains(rule);
    }

    @Test
    void needsNoLimitsOfFlowsOfAKernelWithoutThem() {
        NetworkConfig config = new NetworkConfig(Set.of(9001), Set.of(), List.of());
        assertThat(firewall.rules(config, List.of(), false, UNLIMITED))
                .doesNotContain("ct count")
                .doesNotContain("ct timeout")
                .doesNotContain("jump flows");
    }
}
