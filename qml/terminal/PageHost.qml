pragma ComponentBehavior: Bound

import QtQuick
import Wattill.Account
import Wattill.Code
import Wattill.Help
import Wattill.Outcome
import Wattill.Progress
import Wattill.Recent
import Wattill.Service
import Wattill.Terminal
import Wattill.Theme
import Wattill.Welcome

// One page at a time, made when it is needed. For the debounce time after a change nothing on it
// can be touched, so that a double tap does not hit what has just come up under the finger.
Item {
    id: root

    required property Terminal terminal
    readonly property int page: terminal.page

    onPageChanged: settle.restart()

    // A Repeater of one: the Loader of Qt 6.4 cannot instantiate bound components.
    Item {
        id: host

        objectName: "page-host"
        anchors.fill: parent

        Repeater {
            model: 1
            delegate: {
                switch (root.page) {
                case Terminal.Welcome:
                    return welcome;
                case Terminal.Choice:
                    return choice;
                case Terminal.Account:
                    return account;
                case Terminal.Amount:
                    return amount;
                case Terminal.Progress:
                    return progress;
                case Terminal.Code:
                    return code;
                case Terminal.Done:
                    return done;
                case Terminal.Notice:
                    return notice;
                case Terminal.Recent:
                    return recent;
                case Terminal.Help:
                    return help;
                default:
                    return service;
                }
            }

            onItemAdded: appear.restart()
        }

        NumberAnimation {
            id: appear

            target: host
            property: "opacity"
            from: 0
            to: 1
            duration: Theme.motionMs
        }
    }

    MouseArea {
        objectName: "page-shield"
        anchors.fill: parent
        visible: settle.running
    }

    Timer {
        id: settle

        interval: Theme.debounceMs
    }

    Component {
        id: welcome

        WelcomePage {
            anchors.fill: parent
            view: root.terminal.welcome
            footer: root.terminal.footer
        }
    }

    Component {
        id: choice

        ChoicePage {
            anchors.fill: parent
            view: root.terminal.choice
            onBackAsked: root.terminal.home()
        }
    }

    Component {
        id: account

        AccountPage {
            anchors.fill: parent
            view: root.terminal.account
        }
    }

    Component {
        id: amount

        AmountPage {
            anchors.fill: parent
            view: root.terminal.amount
        }
    }

    Component {
        id: progress

        ProgressPage {
            anchors.fill: parent
            view: root.terminal.progress
        }
    }

    Component {
        id: code

        CodePage {
            anchors.fill: parent
            view: root.terminal.code
        }
    }

    Component {
        id: done

        DonePage {
            anchors.fill: parent
            view: root.terminal.done
        }
    }

    Component {
        id: notice

        NoticePage {
            anchors.fill: parent
            view: root.terminal.notice
        }
    }

    Component {
        id: recent

        RecentPage {
            anchors.fill: parent
            view: root.terminal.recent
        }
    }

    Component {
        id: help

        HelpPage {
            anchors.fill: parent
            hotline: root.terminal.hotline
            onBackAsked: root.terminal.toggleHelp()
        }
    }

    Component {
        id: service

        OutOfServicePage {
            anchors.fill: parent
            hotline: root.terminal.hotline
            starting: root.terminal.page === Terminal.Starting
        }
    }
}
