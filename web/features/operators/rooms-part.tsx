/** The open rooms of the open space. */
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { usePages } from '../../app/use-pages.ts';
import { useWords } from '../../i18n/language.ts';
import { Ago } from '../../ui/moment.tsx';
import { Paged } from '../../ui/paged.tsx';
import { OperatorAct } from './operator-act.tsx';
import { operatorWords } from './words.ts';

export function RoomsPart() {
  const words = useWords(operatorWords);
  const meshi = useMeshi();
  const list = usePages([...keys.operators, 'rooms'], (page, options) => meshi.operatedRooms.list(page, options));
  return (
    <Paged list={list} empty={<p className="quiet">{words.noRooms}</p>}>
      {(rooms) => (
        <ul className="rows">
          {rooms.map(({ id: roomId, title, owner, people, createdAt }) => (
            <li className="rows-row operator-row" key={roomId}>
              <div className="grow">
                <p>
                  <b>{title}</b>
                </p>
                <p className="quiet small">
                  {words.ownedBy(owner.displayName)} · {words.inside(people.length)} · <Ago at={createdAt} />
                </p>
              </div>
              <OperatorAct
                action={words.closeRoom}
                about={title}
                title={words.closeRoomTitle(title)}
                text={words.closeRoomText}
                done={words.closed}
                isDanger
                act={(reason) => meshi.operatedRooms.close({ roomId, reason })}
              />
            </li>
          ))}
        </ul>
      )}
    </Paged>
  );
}
