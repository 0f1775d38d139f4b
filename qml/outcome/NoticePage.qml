pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Controls
import Wattill.Outcome
import Wattill.Theme

// Where the money is, what happens by itself, until when, and whom to call. An ended order leaves
// by itself, counted down in the button; one that goes on stays for minutes; a silent node keeps
// the page until it answers.
ColumnLayout {
    id: root

    required property NoticeModel view

    objectName: "page-notice"
    spacing: Theme.size.gap

    Item {
        Layout.fillHeight: true
        Layout.preferredHeight: 1
    }

    BigMark {
        Layout.alignment: Qt.AlignHCenter
        mark: root.view.mark
        tone: root.view.tone
        name: root.view.title
    }

    Words {
        objectName: "notice-title"
        Layout.fillWidth: true
        horizontalAlignment: Text.AlignHCenter
        text: root.view.title
        font.pixelSize: Theme.size.textTitle
        font.weight: Font.Bold
    }

    Words {
        Layout.fillWidth: true
        horizontalAlignment: Text.AlignHCenter
        text: root.view.subtitle
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
            }
        }
    }

    Notice {
        objectName: "notice-warning"
        Layout.fillWidth: true
        visible: root.view.warning.length > 0
        tone: Tone.Red
        title: root.view.warning
        detail: root.view.warningDetail
    }

    Item {
        Layout.fillHeight: true
        Layout.preferredHeight: 2
    }

    TouchKey {
        objectName: "notice-leave"
        Layout.fillWidth: true
        visible: root.view.kind !== NoticeModel.Interrupted
        primary: true
        label: root.view.button
        onTapped: root.view.leave()
    }
}
