package dev.hearth.dataplane.sandbox.container;

class RuncContainerTest extends ContainerContract {
    RuncContainerTest() {
        super("runc");
    }
}
