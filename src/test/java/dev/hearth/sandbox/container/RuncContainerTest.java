package dev.hearth.sandbox.container;

class RuncContainerTest extends ContainerContract {
    RuncContainerTest() {
        super("runc");
    }
}
