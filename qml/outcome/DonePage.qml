pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Controls
import Wattill.Outcome
import Wattill.Theme

// Delivered. Before and after are what was read off the meter. Idle: back to the start, counted
// down in the button.
ColumnLayout {
    id: root

    required property DoneModel view

    objectName: "page-done"
    spacing: Theme.size.gap

    Item {
        Layout.fillHeight: true
        Layout.preferredHeight: 1
    }

    BigMark {
        Layout.alignment: Qt.AlignHCenter
        mark: Mark.Check
        filled: true
        //% "Done"
        name: qsTrId("done-mark")
    }

    Words {
        Layout.fillWidth: true
        horizontalAlignment: Text.AlignHCenter
        text: root.view.title
        font.pixelSize: Theme.size.textTitle
        font.weight: Font.Bold
    }

    Words {
        Layout.fillWidth: true
        horizontalAlignment: Text.AlignHCenter
        text: root.view.place
        color: Theme.colour.inkSoft
    }

    Card {
        Layout.fillWidth: true
        Layout.topMargin: Theme.size.gap
        spacing: Theme.size.gap

        Repeater {
            model: root.view.rows

            ValueRow {
                required strong
                required result

                Layout.fillWidth: true
                textSize: Theme.size.textStrong
            }
        }

        Line {
        }

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.size.gap

            Words {
                text: root.view.countLine
                font.pixelSize: Theme.size.textSmall
                color: Theme.colour.inkSoft
                wrapMode: Text.NoWrap
            }

            Words {
                objectName: "done-order"
                Layout.fillWidth: true
                horizontalAlignment: Text.AlignRight
                text: root.view.orderLine
                font.pixelSize: Theme.size.textSmall
                color: Theme.colour.inkSoft
            }
        }
    }

    Item {
        Layout.fillHeight: true
        Layout.preferredHeight: 2
    }

    TouchKey {
        objectName: "done-leave"
        Layout.fillWidth: true
        primary: true
        label: root.view.button
        onTapped: root.view.leave()
    }
}
